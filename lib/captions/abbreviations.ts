/** Words that a full stop follows within a sentence, without the stop, by language; `*` holds for all. */
const ABBREVIATIONS: Record<string, string> = {
  '*': 'mr mrs ms dr prof st vs etc no vol fig al ca cf approx dept inc ltd co corp jr sr',
  en: 'gen col sgt capt lt gov sen rep rev hon pres mt ave blvd e.g i.e a.m p.m u.s u.k ph.d jan feb mar apr jun jul aug sept oct nov dec est min max sec eq ch ed',
  de: 'bzw usw z.b d.h u.a o.ä ggf evtl nr str hr fr abs bsp sog vgl inkl z u o s max min mio mrd tel ing dipl jh',
  fr: 'm mm mme mlle p.ex etc av bd env cf éd chap',
  es: 'sr sra srta ud uds d dña p.ej pág av ee.uu',
  it: 'sig sig.ra dott prof ecc pag es avv ing',
  pt: 'sr sra dra exmo av pág ex',
  nl: 'dhr mevr drs ir bijv d.w.z enz blz o.a t.o.v m.b.t',
  pl: 'np itd itp tzw ul prof mgr inż dr nr str św',
  ru: 'т.е т.д т.п др г гг им ул стр рис см руб коп тыс млн млрд',
  sv: 't.ex bl.a d.v.s m.m osv kl ca',
};

const sets = new Map<string, ReadonlySet<string>>();

/** Lower-case abbreviations of a language (BCP 47) and of all languages. */
export function abbreviations(language: string): ReadonlySet<string> {
  const base = language.toLowerCase().split('-')[0] ?? '';
  const known = sets.get(base) ?? new Set(`${ABBREVIATIONS['*']} ${ABBREVIATIONS[base] ?? ''}`.split(' ').filter(Boolean));
  sets.set(base, known);
  return known;
}
