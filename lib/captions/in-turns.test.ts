import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { longestStepMs } from '#lib/testing/processor-time.ts';
import { captionsIn, readCaptions, type CaptionFormat } from './parse-captions.ts';

/** A day of talk, a line every second. */
const CUES = 86_000;
/** Every step of these takes less than 30 ms on a quiet machine, most of it the collector's; all of them at once take 500 to 1500 ms. */
const LONGEST_STEP = 150;

const clock = (at: number, point = '.') => `${new Date(at * 1000).toISOString().slice(11, 19)}${point}000`;
const said = (at: number) => `Words of line ${at} that <i>somebody</i> says &amp; hears`;
const all = (line: (at: number) => string) => Array.from({ length: CUES }, (_, at) => line(at)).join('');
const items = (item: (at: number) => object) => Array.from({ length: CUES }, (_, at) => item(at));
const whole: Record<CaptionFormat, () => string> = {
  vtt: () => `WEBVTT\n\n${all((at) => `${clock(at)} --> ${clock(at + 1)}\n${said(at)}\n\n`)}`,
  srt: () => all((at) => `${at + 1}\n${clock(at, ',')} --> ${clock(at + 1, ',')}\n${said(at)}\n\n`),
  sbv: () => all((at) => `${clock(at)},${clock(at + 1)}\n${said(at)}\n\n`),
  ass: () => `[Script Info]\n[Events]\n${all((at) => `Dialogue: 0,${clock(at)},${clock(at + 1)},D,Ann,0,0,0,,{\\an8}${said(at)}\n`)}`,
  srv3: () => `<timedtext format="3"><body>${all((at) => `<p t="${at * 1000}" d="1000"><s>Words</s><s t="200"> of ${at}</s></p>`)}</body></timedtext>`,
  ttml: () => `<tt xmlns="http://www.w3.org/ns/ttml"><body>${all((at) => `<p begin="${clock(at)}" end="${clock(at + 1)}">Words <span>of</span> ${at}</p>`)}</body></tt>`,
  'podcast-html': () => all((at) => `<cite>Ann:</cite><time>${clock(at).slice(0, 8)}</time><p>Words of ${at}</p>`),
  json3: () => JSON.stringify({ wireMagic: 'pb3', events: items((at) => ({ tStartMs: at * 1000, dDurationMs: 1000, segs: [{ utf8: 'Words ' }, { utf8: `of ${at}`, tOffsetMs: 200 }] })) }),
  'podcast-json': () => JSON.stringify({ segments: items((at) => ({ speaker: 'Ann', startTime: at, endTime: at + 1, body: said(at) })) }),
};

describe('long captions are read in turns with others', () => {
  it.each(Object.keys(whole) as CaptionFormat[])('%s: no step of a day of talk is long', (format) => {
    expect(longestStepMs(captionsIn(whole[format]()))).toBeLessThan(LONGEST_STEP);
  }, 60_000);

  it('others have their turns meanwhile, and every cue is there at the end', async () => {
    let turns = 0;
    let reading = true;
    const others = (async () => {
      for (; reading; turns++) await turn();
    })();
    const parsed = await readCaptions(whole.vtt());
    reading = false;
    await others;
    expect(parsed?.cues).toHaveLength(CUES);
    expect(parsed?.cues.at(-1)).toEqual({ start: CUES - 1, end: CUES, text: `Words of line ${CUES - 1} that somebody says & hears` });
    expect(turns).toBeGreaterThan(20);
  }, 60_000);

  it('stops where nobody wants them any more', async () => {
    const leaving = new AbortController();
    const read = readCaptions(whole.srt(), { signal: leaving.signal });
    await turn();
    leaving.abort(new Error('gone'));
    await expect(read).rejects.toThrow('gone');
  });
});

it('hours of words under one time are too large, in every format and for names too, and a long talk in one cue is not', async () => {
  const long = 'so many words '.repeat(20_000);
  const one: Record<CaptionFormat, (text: string) => string> = {
    vtt: (text) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${text}\n`,
    srt: (text) => `00:01.000 --> 00:02.000\n${text.replaceAll('many ', 'many\n')}\n`,
    sbv: (text) => `0:00:01.000,0:00:02.000\n${text}\n`,
    ass: (text) => `[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,${text}\n`,
    srv3: (text) => `<timedtext><p t="1000" d="1000">${text}</p></timedtext>`,
    ttml: (text) => `<tt><body><p begin="1s" end="2s">${text}</p></body></tt>`,
    'podcast-html': (text) => `<cite>A</cite><time>0:01</time><p>${text}</p>`,
    json3: (text) => JSON.stringify({ events: [{ tStartMs: 1000, segs: [{ utf8: text }] }] }),
    'podcast-json': (text) => JSON.stringify({ segments: [{ start: 1, end: 2, text }] }),
  };
  for (const write of Object.values(one)) {
    await expect(readCaptions(write(long))).rejects.toMatchObject({ code: 'too_large' });
    expect((await readCaptions(write(long.slice(0, 150_000))))?.cues).toHaveLength(1);
  }
  await expect(readCaptions(`<cite>${long}</cite><time>0:01</time>${'<p>x</p>'.repeat(90_000)}`)).rejects.toMatchObject({ code: 'too_large' });
  await expect(readCaptions(`<tt><ttm:agent xml:id="a">${long}</ttm:agent><p begin="1s" ttm:agent="a">x</p></tt>`)).rejects.toMatchObject({ code: 'too_large' });
});
