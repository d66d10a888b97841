import type { ReactNode } from 'react';
import { Tooltip } from '../../ui/tooltip.tsx';

interface ToolButtonProps {
  /** Spoken name. */
  readonly label: string;
  /** Shown to those who see what it belongs to. */
  readonly tip: string;
  readonly isPressed?: boolean;
  readonly isExpanded?: boolean;
  /** Id of what it opens. */
  readonly controls?: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** A small button beside the title of an option. */
export function ToolButton({
  label,
  tip,
  isPressed,
  isExpanded,
  controls,
  isDisabled,
  onClick,
  children,
}: ToolButtonProps) {
  return (
    <Tooltip text={tip}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={isPressed}
        aria-expanded={isExpanded}
        aria-controls={isExpanded ? controls : undefined}
        disabled={isDisabled}
        onClick={onClick}
        className="inline-flex size-7 items-center justify-center rounded-md text-ink-faint enabled:hover:bg-hover enabled:hover:text-ink disabled:opacity-40 aria-pressed:bg-accent-soft aria-pressed:text-accent [&_svg]:size-4"
      >
        {children}
      </button>
    </Tooltip>
  );
}
