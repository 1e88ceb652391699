import { wordsIn, type WordTable } from './word-table.ts';
import type { Word } from './words.ts';

/** Words that speakers order their topics by. Lower case. */
const AGENDA: WordTable = {
  en: `next agenda topic topics item items move moving discuss discussion talk update updates proposal proposals presentation let's start begin last finally
    first second third another jump switch show share welcome meeting section chapter part today now`,
  de: `nächste nächster nächstes nächsten weiter thema themen punkt tagesordnung kommen beginnen anfangen zunächst zuerst schließlich zuletzt letzte letzten
    erstens zweitens drittens heute jetzt nun abschnitt kapitel teil vorstellen zeigen diskutieren besprechen sprechen willkommen`,
  es: `siguiente próximo próxima tema temas punto agenda pasemos pasar empezar empezamos comenzar primero segundo tercero último finalmente hoy ahora sección
    capítulo parte mostrar discutir hablar hablemos bienvenidos veamos`,
  fr: `prochain prochaine suivant suivante sujet thème point ordre passons passer commencer commençons premier deuxième troisième dernier enfin finalement
    aujourd'hui maintenant section chapitre partie montrer discuter parler parlons bienvenue voyons ensuite`,
  it: 'prossimo prossima seguente tema argomento punto passiamo cominciare iniziamo primo secondo terzo ultimo infine oggi adesso ora sezione capitolo parte mostrare discutere parlare parliamo benvenuti vediamo',
  pt: 'próximo próxima seguinte tema assunto ponto passemos começar primeiro segundo terceiro último finalmente hoje agora seção secção capítulo parte mostrar discutir falar falemos bem-vindos vejamos',
  ja: '次 次に 議題 テーマ 話題 まず 最後 第 紹介 説明 今日 今回 始め では それでは',
  zh: '接下来 下面 首先 其次 最后 主题 话题 议题 今天 现在 部分 章 介绍 讨论 开始',
  ar: 'التالي التالية الموضوع موضوع أولا ثانيا ثالثا أخيرا اليوم الآن القسم الفصل الجزء ننتقل نبدأ',
};

/** Verbs with which a presenter turns to something. */
const TURNING: WordTable = {
  en: 'look show see talk switch share go jump start begin move create set add', de: 'schauen schaue sehen zeigen zeige sprechen wechseln wechsle teilen gehen gehe springen starten beginnen erstellen hinzufügen',
  es: 'ver vemos veamos mirar mostrar hablar cambiar compartir ir vamos empezar comenzar pasar crear añadir', fr: 'voir regarder regardons montrer montre parler passer partager aller commencer créer ajouter',
  it: 'vedere vediamo guardare mostrare parlare passare condividere andare andiamo iniziare cominciare creare aggiungere', pt: 'ver vemos vejamos olhar mostrar falar mudar compartilhar partilhar ir vamos começar passar criar adicionar',
  ja: '見 見せ 話 移り 始め 作り 開き', zh: '看 看看 说 讲 切换 分享 开始 创建 打开', ar: 'ننظر نرى نعرض نتحدث ننتقل نبدأ نشارك ننشئ',
};

/** Words that a topic is brought to its end by. */
const CLOSING: WordTable = {
  en: 'thank thanks okay ok great cool perfect awesome alright right sure yeah yep questions comments thoughts else bye',
  de: 'danke dank okay ok gut super prima fragen anmerkungen genau ja tschüss', es: 'gracias vale bien perfecto preguntas comentarios claro sí',
  fr: "merci d'accord bien parfait questions commentaires voilà oui", it: 'grazie bene perfetto domande commenti sì', pt: 'obrigado obrigada bem perfeito perguntas comentários sim',
  ja: 'ありがとう はい 質問 以上', zh: '谢谢 好 好的 问题 以上', ar: 'شكرا حسنا أسئلة نعم طيب',
};

/** Words of the listener, and of whoever looks for words: frequent in casual talk, rare in prepared speech. */
const CASUAL: WordTable = {
  en: 'yeah yep yes okay ok um umm uh uhm mm mmm mhm hmm hm right oh well huh', de: 'ja genau okay ok äh ähm hm mhm naja ach', es: 'sí vale ok eh em ah oh claro bueno',
  fr: 'oui ouais ok euh hum ah oh ben bah hein', it: 'sì ok eh ehm ah oh beh', pt: 'sim ok é ah oh né hum', ja: 'はい ええ うん あの えー えっと まあ', zh: '嗯 啊 哦 对 呃 好', ar: 'نعم طيب اه يعني',
};

type Kind = 'agenda' | 'turning' | 'closing' | 'casual';
const TABLES: Readonly<Record<Kind, WordTable>> = { agenda: AGENDA, turning: TURNING, closing: CLOSING, casual: CASUAL };

/** How many of the words are of a kind; none in a language without a list. */
export function countCues(words: readonly Word[], kind: Kind, language: string): number {
  const set = wordsIn(TABLES[kind], language);
  return words.reduce((count, { lower }) => count + (set.has(lower.replace('’', "'")) ? 1 : 0), 0);
}

/** Whether anything is known of a kind in a language. */
export function knowsCues(kind: Kind, language: string): boolean {
  return wordsIn(TABLES[kind], language).size > 0;
}
