import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps, MouseEvent } from 'react';
import { cn } from './cn.ts';

export const buttonVariants = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-md text-sm font-medium whitespace-nowrap transition-colors forced-colors:border disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        default: 'bg-primary text-primary-foreground hover:bg-primary/90',
        destructive: 'bg-destructive text-destructive-foreground hover:bg-destructive/90',
        outline: 'border border-input bg-card hover:bg-muted',
        secondary: 'bg-secondary text-secondary-foreground hover:bg-secondary/80',
        ghost: 'hover:bg-muted',
        link: 'text-primary underline-offset-4 hover:underline',
      },
      // 44 px on touch screens, where a finger needs the room.
      size: {
        default: 'h-10 px-4 pointer-coarse:h-11',
        sm: 'h-8 px-3 text-[0.8125rem] pointer-coarse:h-11 pointer-coarse:min-w-11',
        lg: 'h-12 px-6 text-base',
        icon: 'size-10 pointer-coarse:size-11',
      },
    },
    defaultVariants: { variant: 'default', size: 'default' },
  },
);

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonVariants> & {
  asChild?: boolean;
  /** Cannot be pressed for the moment, and keeps the focus, which `disabled` would drop. */
  inactive?: boolean;
};

export function Button({ className, variant, size, asChild = false, inactive = false, type = 'button', onClick, ...props }: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} onClick={onClick} {...props} />;
  return <button type={type} className={classes} {...props} {...(inactive ? { 'aria-disabled': true, onClick: prevent } : { onClick })} />;
}

/** A form is not sent either. */
function prevent(event: MouseEvent): void {
  event.preventDefault();
}
