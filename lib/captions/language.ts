/** BCP 47 in its shortest form (`ger`, `deu`, `de` are all `de`; `en_US` is `en-US`); null where the text is no language. */
export function shortLanguage(text: string | null | undefined): string | null {
  try {
    const [tag] = Intl.getCanonicalLocales((text ?? '').trim().replaceAll('_', '-'));
    return tag === undefined || tag === 'und' ? null : new Intl.Locale(tag).baseName;
  } catch {
    return null;
  }
}
