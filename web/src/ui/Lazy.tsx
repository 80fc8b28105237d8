import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface LazyProps {
  load: () => Promise<FunctionComponent>;
  /** Its code did not arrive: the server is away, or has a newer version of the page. */
  onFailure: (error: unknown) => void;
}

/** A component whose code comes when it is first shown. */
export function Lazy({ load, onFailure }: LazyProps) {
  const [Loaded, setLoaded] = useState<FunctionComponent | null>(null);
  useEffect(() => {
    let wanted = true;
    load().then(
      (component) => {
        // In a function, for a setter calls what it is given.
        if (wanted) setLoaded(() => component);
      },
      (error: unknown) => {
        if (wanted) onFailure(error);
      },
    );
    return () => {
      wanted = false;
    };
  }, []);
  return Loaded === null ? null : <Loaded />;
}
