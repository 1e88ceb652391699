import { Check, Eye, WifiOff } from 'lucide-react';
import type { ConnectionWord } from '#lib/client/task-progress.ts';
import { Badge } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { CONNECTION_WORDS } from './connection-words.ts';

const TONES: Record<ConnectionWord, 'outline' | 'warning' | 'destructive'> = {
  live: 'outline', 'catching-up': 'outline', reconnecting: 'warning', offline: 'warning', denied: 'destructive',
};

/** How well this page knows what is going on. */
export function ConnectionBadge({ connection, finished }: { connection: ConnectionWord; finished: boolean }) {
  if (finished && (connection === 'live' || connection === 'catching-up')) {
    return <Badge variant="outline" data-connection={connection}><Check aria-hidden /> Up to date</Badge>;
  }
  const { label, sentence } = CONNECTION_WORDS[connection];
  return (
    <Badge variant={TONES[connection]} title={sentence} data-connection={connection}>
      {connection === 'offline' ? <WifiOff aria-hidden /> : <Dot connection={connection} />}
      {label}
    </Badge>
  );
}

function Dot({ connection }: { connection: ConnectionWord }) {
  const color = connection === 'live' ? 'bg-success' : connection === 'denied' ? 'bg-destructive' : 'bg-warning';
  return (
    <span className="relative flex size-2" aria-hidden>
      {connection === 'live' && <span className={cn('absolute inline-flex size-full rounded-full opacity-60 motion-safe:animate-ping', color)} />}
      <span className={cn('relative inline-flex size-2 rounded-full', color)} />
    </span>
  );
}

/** How many look on, where that is more than this page itself. */
export function Watchers({ count }: { count: number | null }) {
  if (count === null || count < 2) return null;
  return <Badge variant="outline" title="People who have this page open"><Eye aria-hidden /> {count} watching</Badge>;
}
