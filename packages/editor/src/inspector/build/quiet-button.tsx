import type { ComponentProps } from 'react';
import { classNames } from '../../ui/class-names.ts';

/** A small button that stays in the background until it is needed. */
export function QuietButton({ className, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(
        'inline-flex h-7 items-center gap-1.5 rounded-md px-1.5 text-xs font-medium whitespace-nowrap text-ink-soft hover:bg-hover hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent disabled:opacity-50 [&_svg]:size-3.5 [&_svg]:shrink-0',
        className,
      )}
    />
  );
}
