/** Style sheets that come with a lazy chunk. */
declare module '*.css';
