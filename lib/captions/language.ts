import { languageName } from '#lib/protocol/language-name.ts';

/** BCP 47 in its shortest form (`ger`, `deu`, `de` are all `de`; `en_US` is `en-US`); null where the text is no language. */
export function shortLanguage(text: string | null | undefined): string | null {
  try {
    const [tag] = Intl.getCanonicalLocales((text ?? '').trim().replaceAll('_', '-'));
    const locale = new Intl.Locale(tag ?? 'und');
    // No language is registered by a longer code: `English` is well-formed, and means nothing.
    return locale.language === 'und' || locale.language.length > 3 ? null : locale.baseName;
  } catch {
    return null;
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');
let tags: Map<string, string> | null = null;

/** A language as services and archives write it, `eng`, `en` or `English`, in shortest BCP 47; null where it is neither. */
export function languageNamed(text: string | null | undefined): string | null {
  const word = (text ?? '').trim().toLowerCase();
  tags ??= tagsByName();
  return tags.get(word) ?? shortLanguage(word);
}

function tagsByName(): Map<string, string> {
  const pairs = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));
  return new Map(pairs.map((tag) => [languageName(tag)?.toLowerCase() ?? tag, tag] as const).filter(([name, tag]) => name !== tag));
}
