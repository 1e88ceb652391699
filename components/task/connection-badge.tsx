import { Check, Eye, WifiOff } from 'lucide-react';
import type { ConnectionWord } from '#lib/client/task-progress.ts';
import { Badge } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';

const WORDS: Record<ConnectionWord, { text: string; tone: 'outline' | 'warning' | 'destructive'; title: string }> = {
  live: { text: 'Live', tone: 'outline', title: 'What you see is what is happening now.' },
  'catching-up': { text: 'Catching up', tone: 'outline', title: 'Fetching what happened in the meantime.' },
  reconnecting: { text: 'Reconnecting', tone: 'warning', title: 'The server cannot be reached; the work goes on there. Nothing will be missed.' },
  offline: { text: 'Offline', tone: 'warning', title: 'This device has no network; the work goes on. Nothing will be missed.' },
  denied: { text: 'No access', tone: 'destructive', title: 'This can no longer be followed.' },
};

/** How well this page knows what is going on. */
export function ConnectionBadge({ connection, finished }: { connection: ConnectionWord; finished: boolean }) {
  if (finished && (connection === 'live' || connection === 'catching-up')) {
    return <Badge variant="outline"><Check aria-hidden /> Up to date</Badge>;
  }
  const { text, tone, title } = WORDS[connection];
  return (
    <Badge variant={tone} title={title} data-connection={connection}>
      {connection === 'offline' ? <WifiOff aria-hidden /> : <Dot connection={connection} />}
      {text}
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
