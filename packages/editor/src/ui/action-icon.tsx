import type { ActionKind } from './action-kind.ts';
import { classNames } from './class-names.ts';

/** The coloured tile of a kind of action. */
export function ActionIcon({ kind, size = 'large' }: { readonly kind: ActionKind; readonly size?: 'large' | 'small' }) {
  const Icon = kind.icon;
  return (
    <span
      aria-hidden
      className={classNames(
        'kind flex shrink-0 items-center justify-center bg-kind-soft text-kind',
        kind.colour,
        size === 'large' ? 'size-8 rounded-lg' : 'size-6 rounded-md',
      )}
    >
      <Icon className={size === 'large' ? 'size-4.5' : 'size-3.5'} strokeWidth={1.9} />
    </span>
  );
}
