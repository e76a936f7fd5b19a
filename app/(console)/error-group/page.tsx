import { ErrorScreen } from "@/components/errors/error-screen";
import { ErrorWords } from "@/components/errors/words";

export default function Page() {
  return (
    <ErrorWords>
      <ErrorScreen />
    </ErrorWords>
  );
}
