export function Logo({ size }: { size: number }) {
  return (
    <span class="logo" aria-hidden="true">
      <svg viewBox="0 0 32 32" width={size} height={size}>
        <rect width="32" height="32" rx="8" class="logo-ground" />
        <path d="M10 21.5 15 11l8 6.5-13 4z" class="logo-line" />
        <circle cx="15" cy="10.5" r="4" fill="#f0a45d" />
        <circle cx="9.5" cy="21.5" r="3.2" fill="#7f9cf5" />
        <circle cx="23" cy="18" r="3.2" fill="#57c4b4" />
      </svg>
    </span>
  );
}
