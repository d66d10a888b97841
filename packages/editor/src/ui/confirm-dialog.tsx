import { AlertDialog as Kit } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, buttonClass } from './button.tsx';
import { Notice } from './notice.tsx';

interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** A question that names the thing: "Delete the story Door check?" */
  readonly title: string;
  /** What goes with it, and whether it can be brought back. */
  readonly children: ReactNode;
  /** The verb on the button: "Delete". */
  readonly action: string;
  /** While it is being done: "Deleting…" */
  readonly pending: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  /** Closes nothing by itself: the caller closes when it is done. */
  readonly onConfirm: () => void;
  /** False: nothing is lost by it. */
  readonly isDestructive?: boolean;
}

/** Asks before something happens that cannot simply be undone. The focus begins on the way out. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    isOpen,
    onClose,
    title,
    children,
    action,
    pending,
    isPending,
    error,
    onConfirm,
    isDestructive = true,
  } = props;
  return (
    <Kit.Root open={isOpen} onOpenChange={(next) => next || onClose()}>
      <Kit.Portal>
        <Kit.Overlay className="fixed inset-0 z-40 bg-[oklch(0.2_0.02_220/0.45)]" />
        <Kit.Content className="fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[min(28rem,calc(100vw-2rem))] -translate-1/2 animate-appear flex-col gap-4 overflow-auto rounded-2xl border border-line bg-surface p-5 shadow-float outline-none">
          <div>
            <Kit.Title className="text-base font-medium break-words">{title}</Kit.Title>
            <Kit.Description asChild>
              <div className="mt-1.5 text-ink-soft">{children}</div>
            </Kit.Description>
          </div>
          {error !== null && <Notice tone="danger">{error.message}</Notice>}
          <div className="flex flex-wrap justify-end gap-2">
            <Kit.Cancel className={buttonClass()}>Cancel</Kit.Cancel>
            <Button look={isDestructive ? 'danger' : 'primary'} disabled={isPending} onClick={onConfirm}>
              {isPending ? pending : action}
            </Button>
          </div>
        </Kit.Content>
      </Kit.Portal>
    </Kit.Root>
  );
}
