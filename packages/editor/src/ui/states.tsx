/** What stands where content is not: loading, empty, failed. */
import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames('animate-pulse-soft rounded-md bg-hover', className)} />;
}

/** A column of grey rows while a list is loading. */
export function SkeletonRows({ count, className = 'h-10' }: { readonly count: number; readonly className?: string }) {
  return (
    <div role="status" aria-label="Loading" className="flex flex-col gap-2 p-3">
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <Skeleton key={index} className={className} />
      ))}
    </div>
  );
}

interface EmptyProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
}

export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center text-ink-soft [&>svg]:size-6 [&>svg]:text-ink-faint">
      {icon}
      <p className="font-medium text-ink">{title}</p>
      {children !== undefined && <div className="max-w-sm text-balance">{children}</div>}
    </div>
  );
}

interface FailedProps {
  readonly what: string;
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function Failed({ what, error, onRetry }: FailedProps) {
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-10 text-center">
      <CircleAlert className="size-6 text-danger" aria-hidden />
      <div>
        <p className="font-medium">{what}</p>
        <p className="mt-1 max-w-sm text-balance text-ink-soft">{error.message}</p>
      </div>
      {onRetry !== undefined && (
        <Button onClick={onRetry}>
          <RotateCw /> Try again
        </Button>
      )}
    </div>
  );
}
