/** A play mark whose point branches into a map. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={className} aria-hidden fill="none">
      <rect x="1" y="1" width="22" height="22" rx="6.5" className="fill-primary" />
      <path d="M7 8v8l5-4z" className="fill-primary-foreground" stroke="none" />
      <path d="M12 12h2m0 0c1.6 0 1.2-3.6 3-3.6M14 12c1.6 0 1.2 3.6 3 3.6M14 12h3" className="stroke-primary-foreground" strokeWidth="1.5" strokeLinecap="round" />
    </svg>
  );
}
