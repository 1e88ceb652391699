/**
 * The JSON object in a model's text: fences and talk around it removed (“Of line [3]: …”), and brackets closed where
 * the answer was cut off. Null where there is none.
 */
export function salvageJson(text: string): unknown {
  const said = withoutThoughts(text);
  const start = said.search(/\{\s*["}]/);
  if (start < 0) return null;
  const body = said.slice(start);
  for (const candidate of [body, body.slice(0, endOfValue(body)), closed(body)]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The next candidate is a bolder cut.
    }
  }
  return null;
}

type Scan = { open: string[]; inString: boolean; end: number | null };

/** Walks a JSON text as far as it goes: which brackets are open, and where the first value ends. */
function scan(text: string): Scan {
  const state: Scan = { open: [], inString: false, end: null };
  for (let index = 0; index < text.length && state.end === null; index++) {
    const char = text[index] ?? '';
    if (state.inString) {
      if (char === '\\') index += 1;
      else if (char === '"') state.inString = false;
    } else if (char === '"') state.inString = true;
    else if (char === '{' || char === '[') state.open.push(char === '{' ? '}' : ']');
    else if (char === '}' || char === ']') {
      state.open.pop();
      if (state.open.length === 0) state.end = index + 1;
    }
  }
  return state;
}

function endOfValue(text: string): number {
  return scan(text).end ?? text.length;
}

/** A text that was cut off, its last whole element kept and every bracket closed. */
function closed(text: string): string {
  const cut = text.lastIndexOf('},');
  const kept = cut < 0 ? text : text.slice(0, cut + 1);
  const { open, inString } = scan(kept);
  return `${kept}${inString ? '"' : ''}${open.toReversed().join('')}`;
}

/** Hears a text as it grows; passes it on when another object in it may have ended, since to salvage it takes time with its length. */
export function whenObjectsEnd(act: (text: string) => void): (text: string) => void {
  let heard = 0;
  return (text) => {
    // A question that is asked again is answered from the start.
    const from = text.length < heard ? 0 : heard;
    heard = text.length;
    if (text.includes('}', from)) act(text);
  };
}

/** What a reasoning model says when it has done thinking aloud; a thought that is still going on is left out too. */
export function withoutThoughts(text: string): string {
  return text.replace(/^\s*<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/i, '').trim();
}
