import { ErrorWords } from "@/components/errors/words";
import { SourcesScreen } from "@/components/sources/sources-screen";

export default function Page() {
  return (
    <ErrorWords>
      <SourcesScreen />
    </ErrorWords>
  );
}
