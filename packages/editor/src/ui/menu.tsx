import { DropdownMenu as Kit } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface MenuProps {
  readonly trigger: ReactNode;
  /** The edge of the trigger that the menu keeps to. */
  readonly align?: 'start' | 'end';
  readonly children: ReactNode;
}

export function Menu({ trigger, align = 'end', children }: MenuProps) {
  return (
    <Kit.Root>
      <Kit.Trigger asChild>{trigger}</Kit.Trigger>
      <Kit.Portal>
        <Kit.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[calc(100vw-1rem)] min-w-48 animate-appear overflow-y-auto rounded-xl border border-line bg-surface p-1 shadow-float"
        >
          {children}
        </Kit.Content>
      </Kit.Portal>
    </Kit.Root>
  );
}

const itemClass =
  'flex w-full cursor-pointer items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-ink outline-none select-none data-[highlighted]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-soft';

export function MenuItem({ className, ...rest }: ComponentProps<typeof Kit.Item>) {
  return <Kit.Item {...rest} className={classNames(itemClass, className)} />;
}

export function MenuChoice({ className, ...rest }: ComponentProps<typeof Kit.RadioItem>) {
  return (
    <Kit.RadioItem {...rest} className={classNames(itemClass, 'data-[state=checked]:font-medium', className)}>
      {rest.children}
      <Kit.ItemIndicator className="ml-auto size-1.5 rounded-full bg-accent" />
    </Kit.RadioItem>
  );
}

export const MenuChoices = Kit.RadioGroup;

export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Kit.Label className="px-2.5 pt-1.5 pb-1 text-xs text-ink-faint">{children}</Kit.Label>;
}

export function MenuSeparator() {
  return <Kit.Separator className="my-1 h-px bg-line" />;
}
