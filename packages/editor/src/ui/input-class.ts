import { classNames } from './class-names.ts';

/** The look of inputs of one line and of lists to choose from. */
export function inputClass(isWrong = false, extra?: string): string {
  return classNames(
    'h-9 w-full min-w-0 rounded-lg border bg-surface px-3 text-[0.8125rem] outline-offset-1 [&[readonly]]:bg-sunken disabled:bg-sunken disabled:text-ink-soft disabled:opacity-100',
    isWrong ? 'border-danger' : 'border-line-strong',
    extra,
  );
}
