export function Key({ children }: { readonly children: string }) {
  return (
    <kbd className="inline-flex min-w-5 items-center justify-center rounded border border-line bg-sunken px-1 font-mono text-2xs text-ink-soft">
      {children}
    </kbd>
  );
}
