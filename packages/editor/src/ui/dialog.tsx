import { X } from 'lucide-react';
import { Dialog as Kit } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: string;
  /** `wide`: for text of many lines, or things side by side. */
  readonly size?: 'usual' | 'wide';
  readonly children: ReactNode;
}

const firstField = 'input:not([type="file"], [type="hidden"], :disabled), textarea:not(:disabled)';

export function Dialog({ isOpen, onClose, title, description, size = 'usual', children }: DialogProps) {
  return (
    <Kit.Root open={isOpen} onOpenChange={(next) => next || onClose()}>
      <Kit.Portal>
        <Kit.Overlay className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_220/0.45)]" />
        <Kit.Content
          onOpenAutoFocus={(event) => {
            // A field if there is one; never the close button, whose tip would then cover the title.
            event.preventDefault();
            const content = event.currentTarget;
            if (!(content instanceof HTMLElement)) return;
            (content.querySelector<HTMLElement>(firstField) ?? content).focus();
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={classNames(
            'fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] -translate-1/2 animate-appear overflow-auto rounded-2xl border border-line bg-surface p-5 shadow-float outline-none',
            size === 'wide' ? 'w-[min(56rem,calc(100vw-2rem))]' : 'w-[min(32rem,calc(100vw-2rem))]',
          )}
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <div>
              <Kit.Title className="text-base font-medium">{title}</Kit.Title>
              {description !== undefined && (
                <Kit.Description className="mt-1 text-ink-soft">{description}</Kit.Description>
              )}
            </div>
            <Kit.Close asChild>
              <IconButton label="Close" className="-mt-1.5 -mr-1.5">
                <X />
              </IconButton>
            </Kit.Close>
          </div>
          {children}
        </Kit.Content>
      </Kit.Portal>
    </Kit.Root>
  );
}
