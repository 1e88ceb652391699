import type { ComponentProps } from 'react';
import { cn } from './cn.ts';

type ProgressProps = ComponentProps<'div'> & {
  /** 0–1 */
  value: number;
  label: string;
};

export function Progress({ value, label, className, ...props }: ProgressProps) {
  const percent = Math.round(value * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cn('h-1.5 w-full overflow-hidden rounded-full bg-muted forced-colors:border', className)}
      {...props}
    >
      <div className="h-full rounded-full bg-primary forced-colors:bg-[CanvasText] transition-[width] duration-300 ease-out" style={{ width: `${percent}%` }} />
    </div>
  );
}
