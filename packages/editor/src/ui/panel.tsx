import { X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

interface PanelProps {
  readonly side: 'left' | 'right';
  readonly label: string;
  /** With room to read lines of text beside each other. */
  readonly isWide?: boolean;
  readonly header: ReactNode;
  readonly onClose: () => void;
  /** Rises when the panel should take the focus, as after opening it by keyboard. */
  readonly focusCount?: number;
  readonly children: ReactNode;
}

/** A panel beside the board; on a phone a sheet over it. Escape closes it. */
export function Panel({ side, label, isWide = false, header, onClose, focusCount = 0, children }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (focusCount > 0) panel.current?.focus();
  }, [focusCount]);
  return (
    <section
      ref={panel}
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        // A menu or a list of suggestions that was open has closed itself.
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
      className={classNames(
        'z-20 flex min-h-0 flex-col bg-surface outline-none max-md:fixed max-md:inset-x-0 max-md:top-14 max-md:bottom-0 max-md:animate-slide-in',
        side === 'left'
          ? classNames('w-full md:border-r md:border-line', isWide ? 'md:w-104' : 'md:w-76')
          : 'w-full md:w-[min(29rem,46vw)] md:border-l md:border-line',
      )}
    >
      <header className="flex min-h-14 items-center gap-3 px-4 py-2">
        <div className="flex min-w-0 flex-1 items-center gap-3">{header}</div>
        <IconButton label="Close" shortcut="Esc" onClick={onClose} className="-mr-2">
          <X />
        </IconButton>
      </header>
      {children}
    </section>
  );
}
