import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hearTones } from './tones.ts';

export type SpeechRequest = { fields: Record<string, string>; filename: string; file_type: string; bytes: Uint8Array; authorization: string | undefined };
/** What to answer instead of a transcription; `hang` until the asker gives up, `cut` in the middle of the answer. */
export type SpeechRefusal = { status: number; body?: string; headers?: Record<string, string> } | 'hang' | 'cut' | null;

/** An OpenAI-compatible transcription server on loopback that hears the numbers of tones. */
export class SpeechServer {
  readonly requests: SpeechRequest[] = [];
  refuse: (request: SpeechRequest, count: number) => SpeechRefusal = () => null;
  /** Called when a request has come in whole. */
  onRequest: () => void = () => {};
  busiest = 0;
  /** Writes as some servers do: numbers as texts, no language, and of a segment nothing but what is needed. */
  terse = false;
  #open = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response).catch((error: unknown) => response.writeHead(599).end(String(error))));
  }

  static async listen(): Promise<SpeechServer> {
    const speech = new SpeechServer();
    await new Promise<void>((resolve) => speech.#server.listen(0, '127.0.0.1', resolve));
    return speech;
  }

  get base_url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.busiest = Math.max(this.busiest, ++this.#open);
    response.on('close', () => void this.#open--);
    const request = await readForm(incoming);
    const count = this.requests.push(request);
    this.onRequest();
    const refusal = incoming.url === '/v1/audio/transcriptions' ? this.refuse(request, count) : { status: 404 };
    if (refusal === 'hang') return;
    if (refusal === 'cut') return void response.writeHead(200, { 'content-length': 1000 }).write('{"text":', () => response.destroy());
    if (refusal !== null) return void response.writeHead(refusal.status, refusal.headers).end(refusal.body);
    const segments = (await hearTones(request.bytes)).map(({ number, start, end }, id) => ({ id, start, end, text: ` number${number}.` }));
    const text = segments.map((segment) => segment.text).join('');
    response.writeHead(200, { 'content-type': 'application/json' });
    if (request.fields.response_format !== 'verbose_json') return void response.end(JSON.stringify({ text }));
    const terse = segments.map((segment) => ({ start: String(segment.start), end: String(segment.end), text: segment.text }));
    response.end(JSON.stringify(this.terse ? { language: null, duration: '12.5', text, segments: terse } : { task: 'transcribe', language: 'english', text, segments }));
  }
}

async function readForm(incoming: IncomingMessage): Promise<SpeechRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const form = await new Response(Buffer.concat(chunks), { headers: { 'content-type': incoming.headers['content-type'] ?? '' } }).formData();
  const file = form.get('file');
  if (!(file instanceof File)) throw new Error('no file');
  const fields = Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
  return { fields, filename: file.name, file_type: file.type, bytes: new Uint8Array(await file.arrayBuffer()), authorization: incoming.headers.authorization };
}
