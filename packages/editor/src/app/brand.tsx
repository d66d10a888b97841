/** The mark of Fabula: the letter F as the beginning of a story that branches. */
export function Mark({ className = 'size-7' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" fill="#0f5e5b" />
      <path
        d="M9 8.5h14M9 8.5v15M9 16h9"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="22.5" cy="16" r="2.4" fill="#f3b34c" />
    </svg>
  );
}
