import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const zRequest = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown() })),
  response_format: z.looseObject({ type: z.string() }).optional(),
});
export type ModelRequest = { system: string; prompt: string; format: string };
/** What to answer: a text, a status alone, or nothing until the asker gives up. */
export type ModelAnswer = { text: string } | { status: number; headers?: Record<string, string> } | { hang: true } | { cut: string };

/** An OpenAI-compatible chat server on loopback whose answers a test writes. */
export class ModelServer {
  readonly requests: ModelRequest[] = [];
  readonly abandoned: Promise<void>;
  #server: Server;

  private constructor(server: Server, answer: (request: ModelRequest, count: number) => ModelAnswer) {
    this.#server = server;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.abandoned = promise;
    server.on('request', async (incoming, response) => {
      const request = await readRequest(incoming);
      this.requests.push(request);
      const reply = answer(request, this.requests.length);
      if ('hang' in reply) return void response.once('close', resolve);
      if ('status' in reply) return void response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(JSON.stringify({ error: { message: `status ${reply.status}` } }));
      const body = completion('cut' in reply ? reply.cut : reply.text);
      response.writeHead(200, { 'content-type': 'application/json', ...('cut' in reply ? { 'content-length': body.length + 100 } : {}) });
      if (!('cut' in reply)) return void response.end(body);
      response.write(body, () => response.destroy());
    });
  }

  static async start(answer: (request: ModelRequest, count: number) => ModelAnswer): Promise<ModelServer> {
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
  const { messages, response_format } = zRequest.parse(JSON.parse(Buffer.concat(chunks).toString()));
  const of = (role: string) => messages.filter((message) => message.role === role).map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content))).join('\n');
  return { system: of('system'), prompt: of('user'), format: response_format?.type ?? 'text' };
}
