import { Tooltip as Kit } from 'radix-ui';
import type { ReactNode } from 'react';
import { Key } from './key.tsx';

interface TooltipProps {
  readonly text: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactNode;
}

export const TooltipProvider = Kit.Provider;

export function Tooltip({ text, shortcut, children }: TooltipProps) {
  return (
    <Kit.Root>
      <Kit.Trigger asChild>{children}</Kit.Trigger>
      <Kit.Portal>
        <Kit.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex animate-appear items-center gap-2 rounded-md border border-line bg-surface px-2 py-1 text-xs text-ink shadow-float select-none"
        >
          {text}
          {shortcut !== undefined && <Key>{shortcut}</Key>}
        </Kit.Content>
      </Kit.Portal>
    </Kit.Root>
  );
}
