import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hearTones } from './tones.ts';

export type SpeechRequest = { fields: Record<string, string>; filename: string; file_type: string; bytes: Uint8Array; authorization: string | undefined };
/** What to answer instead of a transcription; `hang` until the asker gives up. */
export type SpeechRefusal = { status: number; body?: string; headers?: Record<string, string> } | 'hang' | null;

/** An OpenAI-compatible transcription server on loopback that hears the numbers of tones. */
export class SpeechServer {
  readonly requests: SpeechRequest[] = [];
  refuse: (request: SpeechRequest, count: number) => SpeechRefusal = () => null;
  /** Called when a request has come in whole. */
  onRequest: () => void = () => {};
  busiest = 0;
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
    if (refusal !== null) return void response.writeHead(refusal.status, refusal.headers).end(refusal.body);
    const segments = (await hearTones(request.bytes)).map(({ number, start, end }, id) => ({ id, start, end, text: ` number${number}.` }));
    const text = segments.map((segment) => segment.text).join('');
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(request.fields.response_format === 'verbose_json' ? { task: 'transcribe', language: 'english', text, segments } : { text }));
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
