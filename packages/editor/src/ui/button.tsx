import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Tooltip } from './tooltip.tsx';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-line bg-surface text-ink shadow-card hover:bg-hover',
  quiet: 'text-ink-soft hover:bg-hover hover:text-ink',
  danger: 'bg-danger text-surface hover:bg-danger-hover',
};

const shape =
  'inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0';

interface ButtonLook {
  readonly look?: Look;
}

export function buttonClass(look: Look = 'secondary', extra?: string): string {
  return classNames(shape, 'h-9 px-3.5', looks[look], extra);
}

export function Button({ look = 'secondary', className, ...rest }: ComponentProps<'button'> & ButtonLook) {
  return <button type="button" {...rest} className={buttonClass(look, className)} />;
}

interface IconButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** What it does; spoken and shown as a tip. */
  readonly label: string;
  /** The key that does the same, shown in the tip. */
  readonly shortcut?: string;
  readonly children: ReactNode;
}

export function IconButton({ look = 'quiet', label, shortcut, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={classNames(shape, 'size-9', looks[look], className)}
      />
    </Tooltip>
  );
}
