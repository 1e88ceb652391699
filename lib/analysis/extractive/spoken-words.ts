import { wordsIn } from './word-table.ts';

/** What is said without meaning a thing: fillers, and function words that the written lists leave out. Lower case, apostrophes cut off. */
const SPOKEN: Readonly<Record<string, string>> = {
  en: `mr mrs ms dr th mmm mmmm thi wh sh ahh ooh aha nah hmmm a an the um uh uhm umm uhh hmm hm mm mhm huh ah oh eh er ha yeah yep yup yes no nope okay ok alright right well so like just really actually
    basically literally kind sort kinda sorta gonna wanna gotta gotcha lot lots bit thing things stuff something anything everything nothing someone
    anyone everyone somebody anybody everybody guys folks know think mean guess suppose say says said saying tell told talk talking talked go goes
    going gone went come comes coming came get gets getting got gotten let lets put puts make makes making made take takes taking took want wants
    wanted need needs needed look looks looking looked see sees seen saw seeing try tries trying tried use uses using used do does did done doing
    don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ain shan ll ve re am be been being have has had having
    can could will would shall should may might must cannot one ones two first second next last good great nice fine sure maybe probably perhaps
    pretty quite much many more most less least some any all every each both few other others another same such own only also too very even still
    yet already again now then here there where when why how what which who whom whose this that these those it its he she they them we us you i me
    my mine your yours his her hers our ours their theirs myself yourself himself herself itself ourselves themselves
    if else or and but because since while though although unless until till as at by for from in into of off on onto out over to up upon with within
    without about above across after against along among around before behind below beneath beside between beyond down during except inside near
    outside past through throughout toward towards under than not nor neither either whether however therefore thus hence instead rather almost
    always never sometimes often usually ever maybe way ways whatever whichever whoever anyway anyways back away together alone especially
    definitely exactly obviously certainly absolutely essentially simply quickly mostly usually totally completely please thanks thank hello hi hey
    bye sorry welcome cool awesome wow today tomorrow yesterday time times day days week minute minutes moment little big different able
    start started starting keep keeps kept give gives given gave giving feel feels felt seem seems happen happens happened happening work works
    working show shows find found mention mentioned ask asked call called bunch couple part point people person man okey sir madam cause til
    whole long new old better best worse bad hard easy true wrong fact idea question questions hear heard wait stop done ago later soon quick real further may three four five six seven eight nine ten zero hundred example instance once twice thrice however finally first hour hours several various certain year years month months week weeks`,
  de: `herzlich willkommen letzten letzte letzter deutlich ähm äh hm ja nein nee okay ok also halt eben mal so na naja genau eigentlich quasi sozusagen einfach irgendwie ding dinge sache sachen gibt geht
    ging kommt kam macht machen gemacht sagen sagt gesagt sehen sieht schauen gucken möchte wollen will muss müssen kann können soll sollen darf
    heute jetzt dann hier da dort sehr ganz schon noch auch nur mehr viel viele wenig immer wieder bisschen gut danke bitte hallo leute wissen weiß über gegen während zwischen ohne nach vor seit bei jeder jede jedes andere anderen selbst sein sind wird werden worden wurde lässt`,
  es: `eh em este pues bueno vale ok sí no o sea entonces así bien ahora luego aquí ahí allí muy más menos mucho muchos mucha muchas poco cosa cosas algo
    nada todo todos toda todas vamos voy va ir hacer hace hacen hecho decir dice digo dicho ver vemos ves mira quiero quiere puede pueden tiene tienen
    tener hay gracias hola gente creo sabes saber día hoy vez veces también sobre contra desde hasta entre durante sin según cada otro otra otros otras mismo misma ser está están son fue hacia tras`,
  fr: `déjà telle telles tel tels euh ben bah hein oui non ok bon alors donc voilà quoi enfin genre fait faire fais font dire dit dis voir voit vois va vais vont aller veut veux
    peut peux doit faut chose choses truc trucs très plus moins beaucoup peu bien aussi ici là maintenant encore toujours jamais tout tous toute toutes
    merci bonjour gens sais savoir crois ça cela c est j ai qu d l n s m t jour fois sur sous contre depuis entre pendant sans selon chaque autre autres même être était sont vers après avant dessus`,
  pt: `é né então bom ok sim não aqui ali muito muita muitos muitas mais menos coisa coisas algo nada tudo todos vamos vai fazer faz feito dizer diz
    disse ver olha quer pode podem tem têm ter há obrigado olá gente acho sabe dia hoje vez vezes também ainda já segundo ontem ano anos sobre contra após durante entre até desde sem sob perante próximo próxima anunciou afirmou acrescentou milhões mil são foi ser está estão vão após cada outro outra outros outras mesmo mesma
    um uma dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quinze vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento duzentos trezentos quinhentos
    primeiro primeira terceiro terceira metade dezenas centenas milhares milhão milhares acima abaixo antes depois agora então sobretudo tarde cedo boa boas bom bons cerca através alguns algumas alguém ninguém vários várias
    nenhum nenhuma qualquer quase apenas sempre nunca talvez ontem amanhã enquanto embora porém contudo assim tal tão tanto segunda quarta quinta sexta sábado domingo feira manhã mês meses semana semanas hora horas minuto minutos
    grande grandes maior maiores menor menores melhor pior considera consideram disseram afirma refere adianta revelou explicou garante começou ficou prevê preveem exige exigem chega chegam mantém deve devem esteve estava estavam teve tinha tinham houve esteja seja sejam recebe recebem continua continuam`,
  it: `eh ehm allora quindi ecco bene ok sì no poi adesso ora qui lì molto più meno cosa cose qualcosa niente tutto tutti fare fa fatto dire dice detto
    vedere vediamo vado va andare può possono vuole ha hanno c è grazie ciao gente credo sapere giorno oggi volta volte anche sopra contro durante tra fra senza secondo ogni altro altra altri altre stesso stessa essere sono verso dopo prima`,
  ja: `多く 次 次に 最後 最後に お話し 時間 今回 です ます した する いる ある なる こと もの よう ため それ これ あれ ここ そこ さん ちゃん という って ね よ な が を に は も の で と た て だ し れ さ
    ない なっ なり なく ので から まで まし ませ でし あの えー えっと まあ では そして また など 今日 私 私たち みなさん 皆さん`,
  zh: `的 了 在 是 我 我们 你 你们 他 她 它 他们 这 那 这个 那个 这些 那些 什么 怎么 就 就是 也 都 和 与 或 但 但是 而 而且 因为 所以 如果 有 没有 不 很 会 能 可以 要
    说 看 去 来 到 上 下 里 中 后 前 对 把 被 让 给 从 向 跟 吧 吗 呢 啊 嗯 呃 哦 现在 今天 然后 一个 一些 一下 还 还有 非常 这样 那样 其实 大家 谈谈 讨论 东西 时候`,
  ar: `نعم لا طيب يعني هذا هذه ذلك تلك هنا هناك الآن ثم جدا كل بعض شيء أشياء كان كانت يكون تكون قد لقد قال يقول نحن أنا أنت هو هي هم اليوم شكرا مرحبا أيضا حول`,
};

/** Words that name something only together with others. */
const VAGUE: Readonly<Record<string, string>> = {
  en: `case cases end ends sense side sides middle overall interesting problem problems issue issues example examples kind level area place group change changes
    number numbers amount set type types form line lines order piece bit process reason reasons result results situation popular direction side`,
  de: 'fall fälle ende seite problem beispiel bereich teil zahl art form grund ergebnis', es: 'caso fin lado problema ejemplo área parte número tipo forma razón resultado',
  fr: 'cas fin côté problème exemple partie nombre type forme raison résultat',
};

/** Whether a word says little when it stands alone. Lower case. */
export function isVague(lower: string, language: string): boolean {
  return wordsIn(VAGUE, language).has(lower);
}

export function spokenWords(language: string): readonly string[] {
  return (SPOKEN[language] ?? '').split(/\s+/).filter(Boolean);
}
