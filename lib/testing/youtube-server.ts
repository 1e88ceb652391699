import { LoopbackServer } from './loopback-server.ts';

type PlayerBody = { context: { client: { clientName: string } }; videoId: string };
export type Playback = Record<string, unknown>;

/** YouTube on loopback: answers in the shape that is recorded of it, by the name of who asks. */
export class YoutubeServer {
  /** `/player` by client name (`*`: all others); a number is a status, a text a body. */
  players: Record<string, Playback | number | string> = {};
  next: unknown = {};
  /** Bodies of `/api/timedtext` by `lang`. */
  captions: Record<string, string> = {};
  readonly clients: string[] = [];
  readonly timedtext: URL[] = [];

  async listen(): Promise<LoopbackServer> {
    return LoopbackServer.listen((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/api/timedtext') {
        this.timedtext.push(url);
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(this.captions[url.searchParams.get('lang') ?? ''] ?? '');
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const answer = url.pathname === '/youtubei/v1/next' ? this.next : this.#player(JSON.parse(Buffer.concat(chunks).toString()) as PlayerBody);
        if (typeof answer === 'number') return void response.writeHead(answer).end('{}');
        response.writeHead(200, { 'content-type': 'application/json' }).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
  }

  #player({ context }: PlayerBody): unknown {
    const { clientName } = context.client;
    this.clients.push(clientName);
    return this.players[clientName] ?? this.players['*'] ?? 404;
  }
}

/** A video that plays, with captions in these languages; `more` goes over the recorded shape. */
export function playing(captions: readonly { lang: string; kind?: 'asr'; gated?: boolean }[], details: Playback = {}): Playback {
  return {
    playabilityStatus: { status: 'OK', playableInEmbed: true },
    videoDetails: {
      videoId: 'dQw4w9WgXcQ', title: 'A talk', author: 'Ada', lengthSeconds: '213', shortDescription: '', isLiveContent: true,
      thumbnail: { thumbnails: [{ url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/default.jpg' }, { url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg' }] }, ...details,
    },
    captions: { playerCaptionsTracklistRenderer: { captionTracks: captions.map(({ lang, kind, gated }) => ({
      baseUrl: `https://www.youtube.com/api/timedtext?v=dQw4w9WgXcQ&ei=abc&signature=12.AB%3D&lang=${lang}&fmt=srv3${kind ? '&kind=asr' : ''}${gated ? '&exp=xpe' : ''}`,
      name: { runs: [{ text: lang }] }, vssId: `.${lang}`, languageCode: lang, isTranslatable: true, ...(kind ? { kind } : {}),
    })) } },
  };
}

export const refusing = (status: string, reason: string): Playback => ({ playabilityStatus: { status, reason } });

export const JSON3 = JSON.stringify({ wireMagic: 'pb3', events: [
  { tStartMs: 0, dDurationMs: 5000, id: 1 }, { tStartMs: 1234, dDurationMs: 2001, segs: [{ utf8: 'Good ' }, { utf8: 'evening.', tOffsetMs: 300 }] }, { tStartMs: 4007, dDurationMs: 1500, segs: [{ utf8: 'Thank you.' }] },
] });
