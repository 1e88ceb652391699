import { LoopbackServer } from './loopback-server.ts';

type PlayerBody = { context: { client: { clientName: string; clientVersion: string; userAgent?: string } }; videoId: string };
export type Playback = Record<string, unknown>;

/** YouTube on loopback: answers in the shape that is recorded of it, by the name of who asks. */
export class YoutubeServer {
  /** `/player` by client name (`*`: all others); a number is a status, a text a body. */
  players: Record<string, Playback | number | string> = {};
  next: unknown = {};
  /** Bodies of `/api/timedtext` by `lang`. */
  captions: Record<string, string> = {};
  readonly clients: string[] = [];
  /** `clientVersion` of each call, in the body and in the headers. */
  readonly versions: { body: string; header: string | undefined; agent: string | undefined }[] = [];
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
        const body = JSON.parse(Buffer.concat(chunks).toString()) as PlayerBody;
        this.versions.push({ body: body.context.client.clientVersion, header: request.headers['x-youtube-client-version']?.toString(), agent: request.headers['user-agent'] });
        const answer = url.pathname === '/youtubei/v1/next' ? this.next : this.#player(body);
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

type Captions = readonly { lang: string; kind?: 'asr'; gated?: boolean }[];

/** A video that plays, with captions in these languages; `details` goes over the recorded shape. The first captions are those shown by default. */
export function playing(captions: Captions, details: Playback = {}): Playback {
  return {
    playabilityStatus: { status: 'OK', playableInEmbed: true },
    videoDetails: {
      videoId: 'dQw4w9WgXcQ', title: 'A talk', author: 'Ada', lengthSeconds: '213', shortDescription: '', isLiveContent: true,
      thumbnail: { thumbnails: [{ url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/default.jpg' }, { url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg' }] }, ...details,
    },
    captions: { playerCaptionsTracklistRenderer: {
      captionTracks: captions.map(({ lang, kind, gated }) => ({
        baseUrl: `https://www.youtube.com/api/timedtext?v=dQw4w9WgXcQ&ei=abc&signature=12.AB%3D&lang=${lang}&fmt=srv3${kind ? '&kind=asr' : ''}${gated ? '&exp=xpe' : ''}`,
        name: { runs: [{ text: lang }] }, vssId: `.${lang}`, languageCode: lang, isTranslatable: true, trackName: '', ...(kind ? { kind } : {}),
      })),
      audioTracks: [{ captionTrackIndices: captions.map((_track, index) => index), hasDefaultTrack: true, captionsInitialState: 'CAPTIONS_INITIAL_STATE_OFF_RECOMMENDED' }],
      translationLanguages: ['ar', 'it', 'zh-Hant'].map((languageCode) => ({ languageCode, languageName: { runs: [{ text: languageCode }] } })),
      defaultAudioTrackIndex: 0,
    } },
  };
}

/** A video that does not play; a second sentence stands on the screen that YouTube shows instead. */
export const refusing = (status: string, reason: string, subreason?: string): Playback => ({
  playabilityStatus: {
    status, reason, ...(subreason === undefined ? {} : { errorScreen: { playerErrorMessageRenderer: { reason: { runs: [{ text: reason }] }, subreason: { runs: [{ text: subreason }] } } } }),
  },
});

export const JSON3 = JSON.stringify({ wireMagic: 'pb3', events: [
  { tStartMs: 0, dDurationMs: 5000, id: 1 }, { tStartMs: 1234, dDurationMs: 2001, segs: [{ utf8: 'Good ' }, { utf8: 'evening.', tOffsetMs: 300 }] }, { tStartMs: 4007, dDurationMs: 1500, segs: [{ utf8: 'Thank you.' }] },
] });
