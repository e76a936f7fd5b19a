import { ErrorsScreen } from "@/components/errors/errors-screen";
import { ErrorWords } from "@/components/errors/words";

export default function Page() {
  return (
    <ErrorWords>
      <ErrorsScreen />
    </ErrorWords>
  );
}
