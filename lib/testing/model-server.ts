import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const zRequest = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  response_format: z.looseObject({ type: z.string() }).optional(),
  stream: z.boolean().default(false),
});
export type ModelRequest = { system: string; prompt: string; format: string; streams: boolean; body: Record<string, unknown> };

export type ModelAnswer =
  | { text: string }
  /** Written piece by piece, as the test lets it. */
  | { pieces: AsyncIterable<string> }
  | { status: number; headers?: Record<string, string>; message?: string }
  /** Nothing, until the asker gives up. */
  | { hang: true }
  /** Half of the text, and nothing more until the asker gives up. */
  | { stall: string }
  /** Half of the text, and the connection is gone. */
  | { cut: string }
  /** The whole at once, also to who asked for a stream. */
  | { at_once: string };

/** An OpenAI-compatible chat server on loopback whose answers a test writes. */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  /** Resolves when the first asker has left before its answer was whole. */
  readonly abandoned: Promise<void>;
  answer: (request: ModelRequest, count: number) => ModelAnswer;
  #server: Server;

  private constructor(server: Server, answer: ModelServer['answer']) {
    this.#server = server;
    this.answer = answer;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.abandoned = promise;
    server.on('request', async (incoming, response) => {
      const request = await readRequest(incoming);
      this.requests.push(request);
      response.once('close', () => response.writableFinished || resolve());
      await reply(response, request, this.answer(request, this.requests.length));
    });
  }

  static async start(answer: ModelServer['answer']): Promise<ModelServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ModelServer(server, answer);
  }

  get base_url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function reply(response: ServerResponse, { streams }: ModelRequest, answer: ModelAnswer): Promise<void> {
  if ('hang' in answer) return;
  if ('status' in answer) {
    const body = JSON.stringify({ error: { message: answer.message ?? `status ${answer.status}` } });
    return void response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(body);
  }
  if ('at_once' in answer || !streams) return whole(response, answer);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const pieces = 'pieces' in answer ? answer.pieces : piecesOf('text' in answer ? answer.text : halfOf(answer));
  for await (const content of pieces) response.write(event({ delta: { content }, finish_reason: null }));
  if ('stall' in answer) return;
  if ('cut' in answer) return void setImmediate(() => response.destroy());
  const usage = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };
  response.end(`${event({ delta: {}, finish_reason: 'stop' }, usage)}data: [DONE]\n\n`);
}

async function whole(response: ServerResponse, answer: Exclude<ModelAnswer, { hang: true } | { status: number }>): Promise<void> {
  let text = '';
  if ('pieces' in answer) for await (const piece of answer.pieces) text += piece;
  else text = 'text' in answer ? answer.text : 'at_once' in answer ? answer.at_once : halfOf(answer);
  const body = completion(text);
  const broken = 'cut' in answer || 'stall' in answer;
  response.writeHead(200, { 'content-type': 'application/json', ...(broken && { 'content-length': body.length + 100 }) });
  if (!broken) return void response.end(body);
  response.write(body, () => 'cut' in answer && response.destroy());
}

function halfOf(answer: { stall: string } | { cut: string }): string {
  const text = 'stall' in answer ? answer.stall : answer.cut;
  return text.slice(0, Math.ceil(text.length / 2));
}

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 40) yield text.slice(at, at + 40);
}

function event(choice: { delta: object; finish_reason: string | null }, usage?: object): string {
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 0, model: 'stand-in', choices: [{ index: 0, ...choice }], ...(usage && { usage }) })}\n\n`;
}

function completion(content: string): string {
  return JSON.stringify({
    id: 'c1', object: 'chat.completion', created: 0, model: 'stand-in',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
  });
}

async function readRequest(incoming: IncomingMessage): Promise<ModelRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  const { messages, response_format, stream } = zRequest.parse(body);
  const of = (role: string) => messages.filter((message) => message.role === role).map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))).join('\n');
  return { system: of('system'), prompt: of('user'), format: response_format?.type ?? 'text', streams: stream, body };
}
