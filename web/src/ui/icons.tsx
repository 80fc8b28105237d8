/** Line icons on a 20-pixel grid; decorative, the button around them carries the name. */
const PATHS = {
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  fit: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  full: 'M12 3h5v5M17 3l-6 6M8 17H3v-5M3 17l6-6',
  unfull: 'M17 8h-5V3M12 8l5-5M3 12h5v5M8 12l-5 5',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17 17',
  close: 'M5 5l10 10M15 5 5 15',
  external: 'M8 4H4v12h12v-4M11 3h6v6M17 3l-8 8',
  chevron: 'M5 8l5 5 5-5',
  download: 'M10 3v10M6 9.5l4 4 4-4M4 17h12',
  upload: 'M10 13V3M6 6.5l4-4 4 4M4 12v4.5h12V12',
  embed: 'M7 6l-4 4 4 4M13 6l4 4-4 4',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.4 4.4l1 1M14.6 14.6l1 1M15.6 4.4l-1 1M5.4 14.6l-1 1',
  moon: 'M16.5 11.6A7 7 0 1 1 8.4 3.5a5.6 5.6 0 0 0 8.1 8.1z',
  auto: 'M3 4.5h14v9H3zM7 17h6',
  map: 'M6 14.5 9 7l6 5zM9 8.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5.5 16.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM15 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  list: 'M7 5h10M7 10h10M7 15h10M3.5 5h.01M3.5 10h.01M3.5 15h.01',
  trash: 'M4 6h12M8 6V4h4v2M6 6l.6 10h6.8L14 6',
  check: 'M4 10.5l4 4 8-9',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  legend: 'M4 5.5h.01M4 10h.01M4 14.5h.01M8 5.5h8M8 10h8M8 14.5h8',
  target: 'M10 15a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM10 2v4M10 14v4M2 10h4M14 10h4',
  alert: 'M10 3 18 16.5H2zM10 8v4M10 14.2h.01',
  page: 'M5 3h7l3 3v11H5zM12 3v3h3',
  database: 'M4 5.5C4 4 16 4 16 5.5S4 7 4 5.5zM4 5.5v9c0 1.5 12 1.5 12 0v-9M4 10c0 1.5 12 1.5 12 0',
  plug: 'M7 3v4M13 3v4M5 7h10v2.5a5 5 0 0 1-10 0zM10 14.5v3',
  sync: 'M16.5 8A7 7 0 0 0 4 6.5L3 8M3 4v4h4M3.5 12A7 7 0 0 0 16 13.5l1-1.5M17 16v-4h-4',
  leave: 'M8 4H4v12h4M12.5 6.5 16 10l-3.5 3.5M16 10H8',
  dots: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
