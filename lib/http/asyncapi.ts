import { z } from 'zod';
import { zCommand } from '#lib/protocol/commands.ts';
import { HEARTBEAT_MS, MAX_MESSAGE_BYTES, PROTOCOL_VERSION, zServerMessage } from '#lib/protocol/messages.ts';
import { zId } from '#lib/protocol/scalars.ts';
import { bare, schemaOf } from './schemas.ts';

type Typed = { shape: { type: z.ZodLiteral<string> } } & z.ZodType;
type Side = 'client' | 'server';

/** The socket as AsyncAPI 3.0, made from the schemas that both ends check each frame with. */
export function asyncApi(): Record<string, unknown> {
  const sides = { client: messages('client', zCommand.options as unknown as Typed[]), server: messages('server', zServerMessage.options as unknown as Typed[]) };
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'MindTube task progress', version: String(PROTOCOL_VERSION), license: { name: 'MIT' },
      description: `One JSON message a text frame, at most ${MAX_MESSAGE_BYTES} bytes from a client. The server pings every ${HEARTBEAT_MS} ms. Milestones have a \`seq\` without holes; after a break, subscribe again with \`after\`.`,
    },
    channels: { socket: {
      address: '/ws/{client_id}',
      parameters: { client_id: { description: 'Chosen by the client, 1–64 of A–Z a–z 0–9 _ -; names one tab or process.' } },
      bindings: { ws: { method: 'GET', query: { type: 'object', properties: { token: { type: 'string', description: 'A share link’s token.' }, resume: { const: 'cursor', description: 'The client brings cursors of its own: no subscription is taken over for it.' } } } } },
      messages: Object.fromEntries([...sides.client, ...sides.server].map(({ key }) => [key, { $ref: `#/components/messages/${key}` }])),
    } },
    operations: { receiveCommands: operation('receive', 'What a client asks.', sides.client), sendEvents: operation('send', 'Answers and events.', sides.server) },
    components: {
      messages: Object.fromEntries([...sides.client, ...sides.server].map(({ key, message }) => [key, message])),
      schemas: { Id: schemaOf(zId) },
    },
  };
}

type Named = { key: string; message: object };

/** Messages by side and type, since `ping` and `error` look different from each. */
function messages(side: Side, options: readonly Typed[]): Named[] {
  const io = side === 'client' ? 'input' : 'output';
  return options.map((option) => {
    const name = option.shape.type.value;
    const payload = bare(z.toJSONSchema(option, { io }));
    return { key: `${side}.${name}`, message: { name, title: name, contentType: 'application/json', payload } };
  });
}

function operation(action: 'send' | 'receive', summary: string, side: readonly Named[]): object {
  return { action, summary, channel: { $ref: '#/channels/socket' }, messages: side.map(({ key }) => ({ $ref: `#/channels/socket/messages/${key}` })) };
}
