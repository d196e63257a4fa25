/** The product's mark: a word in season. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#1b4655" />
      <path
        d="M7 10.5A3.5 3.5 0 0 1 10.5 7h11a3.5 3.5 0 0 1 3.500 3.500v7a3.500 3.500 0 0 1-3.500 3.500H15l-5 4.500V21a3 3 0 0 1-3-3z"
        fill="#8fd0dd"
      />
      <path
        d="m11.5 14 3.200 3 5.800-6"
        fill="none"
        stroke="#12313d"
        strokeWidth="2.400"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
