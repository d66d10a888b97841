import { GitCompareArrows } from 'lucide-react';
import { buttonClass } from '../ui/button.tsx';

interface ChangesButtonProps {
  /** undefined: not known yet. */
  readonly count: number | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** What the draft changes, and its way to become live. */
export function ChangesButton({ count, isOpen, onToggle }: ChangesButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isOpen}
      onClick={onToggle}
      className={buttonClass('secondary', 'h-8 text-xs aria-pressed:bg-accent-soft aria-pressed:text-accent')}
    >
      <GitCompareArrows aria-hidden /> Changes
      {count !== undefined && (
        <span className="min-w-4 text-center tabular-nums text-ink-soft">{count.toLocaleString('en')}</span>
      )}
    </button>
  );
}
