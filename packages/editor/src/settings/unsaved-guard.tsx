import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** Asks before a page is left on which something was written that is not saved. */
export function UnsavedGuard({ isUnsaved }: { readonly isUnsaved: boolean }) {
  const blocker = useBlocker({
    // Another team or tab of the same page takes nothing away.
    shouldBlockFn: ({ current, next }) => isUnsaved && current.pathname !== next.pathname,
    enableBeforeUnload: isUnsaved,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      isOpen={blocker.status === 'blocked'}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
      action="Leave"
      pending="Leaving…"
      isPending={false}
      error={null}
      onConfirm={() => blocker.proceed?.()}
    >
      What you have written on this page is not saved yet, and will be gone.
    </ConfirmDialog>
  );
}
