import { CircleCheck, TriangleAlert } from 'lucide-react';
import { Card } from '#components/ui/card.tsx';

type Concern = { what: string; next: string };

/** What an operator should look at; where there is nothing, that. */
export function ConcernList({ concerns }: { concerns: readonly Concern[] }) {
  return (
    <div role="status" className="mt-6">
      {concerns.length === 0 ? <p className="flex items-center gap-2 font-medium"><CircleCheck aria-hidden className="size-5 text-success" /> Everything works.</p> : (
        <ul aria-label="What to look at" className="space-y-3">{concerns.map((concern) => <li key={concern.what}><ConcernCard {...concern} /></li>)}</ul>
      )}
    </div>
  );
}

function ConcernCard({ what, next }: Concern) {
  return (
    <Card className="flex gap-3 border-warning/50 p-4">
      <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-warning" />
      <div>
        <p className="font-medium">{what}</p>
        <p className="text-sm text-muted-foreground">{next}</p>
      </div>
    </Card>
  );
}
