/** Server-sent events out of text that arrives in pieces (WHATWG HTML, 9.2.6); `data` and `retry` (milliseconds) are of use here. */
export function createSseParser(onData: (data: string) => void, onRetry: (ms: number) => void = () => {}): (chunk: string) => void {
  let rest = '';
  let data: string[] = [];
  const line = (text: string) => {
    if (text === '') {
      if (data.length > 0) onData(data.join('\n'));
      data = [];
    } else if (text.startsWith('data:')) data.push(text.slice(text[5] === ' ' ? 6 : 5));
    else if (/^retry: ?\d+$/.test(text)) onRetry(Number(text.slice(6)));
  };
  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    lines.forEach(line);
  };
}
