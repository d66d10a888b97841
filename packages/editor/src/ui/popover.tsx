import { Popover as Kit } from 'radix-ui';
import type { ReactNode } from 'react';

interface PopoverProps {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly trigger: ReactNode;
  /** Spoken name of what opens. */
  readonly label: string;
  readonly children: ReactNode;
  /** Called when it has closed, instead of giving the focus back to the trigger; says whether it took the focus elsewhere. */
  readonly onClosed?: () => boolean;
}

/** A small panel at a button. Escape and a press elsewhere close it. */
export function Popover({ isOpen, onOpen, trigger, label, children, onClosed }: PopoverProps) {
  return (
    <Kit.Root open={isOpen} onOpenChange={onOpen}>
      <Kit.Trigger asChild>{trigger}</Kit.Trigger>
      <Kit.Portal>
        <Kit.Content
          aria-label={label}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            if (onClosed?.()) event.preventDefault();
          }}
          className="z-50 flex max-h-[min(26rem,var(--radix-popover-content-available-height))] w-[min(25rem,calc(100vw-1rem))] animate-appear flex-col rounded-xl border border-line bg-surface p-1.5 shadow-float outline-none"
        >
          {children}
        </Kit.Content>
      </Kit.Portal>
    </Kit.Root>
  );
}
