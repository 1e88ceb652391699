// crossws on Node: its own publish and subscribe.
import crossws from 'crossws/adapters/node';
import type { Peer } from 'crossws';
import { servePeer, update, type Subscribe } from './peer-server.ts';

servePeer((server) => {
  const peers = new Set<Peer>();
  const ws = crossws({
    hooks: {
      open: (peer) => void peers.add(peer),
      close: (peer) => void peers.delete(peer),
      message(peer, message) {
        const { task_id } = message.json<Subscribe>();
        peer.subscribe(task_id);
        peer.send(JSON.stringify({ type: 'subscribed', task_id }));
      },
    },
  });
  server.on('upgrade', (request, socket, head) => void ws.handleUpgrade(request, socket as Parameters<typeof ws.handleUpgrade>[1], head));
  return (task_id, text) => ws.publish(task_id, JSON.stringify(update(task_id, text)));
});
