const AND: Readonly<Record<string, string>> = {
  en: ' and ', de: ' und ', es: ' y ', fr: ' et ', it: ' e ', pt: ' e ', nl: ' en ', sv: ' och ', da: ' og ', nb: ' og ', no: ' og ', ca: ' i ', ja: 'と', zh: '与',
};

/** What joins two words of a title; a comma where the language's word is not known. */
export function conjunction(language: string): string {
  return AND[language] ?? ', ';
}
