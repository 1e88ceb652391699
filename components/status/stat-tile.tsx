import { Card } from '#components/ui/card.tsx';
import { Sparkline } from './sparkline.tsx';

type Props = {
  label: string;
  value: string;
  /** What the figure is made of. */
  detail?: string;
  course?: readonly number[];
};

/** One figure of the operator's page: an item of a description list. */
export function StatTile({ label, value, detail, course }: Props) {
  return (
    <Card className="flex min-w-0 flex-col p-4">
      <dt className="text-sm text-muted-foreground">{label}</dt>
      <dd className="mt-1 text-2xl font-semibold tabular-nums">{value}</dd>
      {detail && <dd className="text-sm text-muted-foreground">{detail}</dd>}
      {course && <dd className="mt-auto pt-3"><Sparkline values={course} /></dd>}
    </Card>
  );
}
