import { CircleCheck, TriangleAlert } from 'lucide-react';
import { Card } from '#components/ui/card.tsx';

/** What an operator should look at; where there is nothing, that. */
export function ConcernList({ concerns }: { concerns: readonly { what: string; next: string }[] }) {
  if (concerns.length === 0) {
    return <p role="status" className="mt-6 flex items-center gap-2 font-medium"><CircleCheck aria-hidden className="size-5 text-success" /> Everything works.</p>;
  }
  return (
    <ul role="status" aria-label="What to look at" className="mt-6 space-y-3">
      {concerns.map(({ what, next }) => (
        <li key={what}>
          <Card className="flex gap-3 border-warning/50 p-4">
            <TriangleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-warning" />
            <div>
              <p className="font-medium">{what}</p>
              <p className="text-sm text-muted-foreground">{next}</p>
            </div>
          </Card>
        </li>
      ))}
    </ul>
  );
}
