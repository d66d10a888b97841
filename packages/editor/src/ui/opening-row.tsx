import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { classNames } from './class-names.ts';

interface OpeningRowProps {
  /** What the line says. */
  readonly children: ReactNode;
  /** Buttons at its end. */
  readonly beside?: ReactNode;
  /** Drawn while it is open. */
  readonly body: () => ReactNode;
  /** Of the line: how high it is. */
  readonly className: string;
  readonly bodyClassName?: string;
}

/** An item of a list that opens to more of it. */
export function OpeningRow({ children, beside, body, className, bodyClassName }: OpeningRowProps) {
  const [isOpen, setOpen] = useState(false);
  const bodyId = useId();
  return (
    <li className="border-t border-line">
      <div className="flex items-center gap-1 pr-2 hover:bg-hover">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={bodyId}
          onClick={() => setOpen(!isOpen)}
          className={classNames(
            'flex min-w-0 flex-1 items-center gap-2.5 py-1.5 pl-2 text-left focus-visible:-outline-offset-2',
            className,
          )}
        >
          <ChevronRight
            aria-hidden
            className={classNames('size-3.5 shrink-0 text-ink-faint transition-transform', isOpen && 'rotate-90')}
          />
          {children}
        </button>
        {beside}
      </div>
      <div id={bodyId} hidden={!isOpen} className={bodyClassName}>
        {isOpen && body()}
      </div>
    </li>
  );
}
