import { BatchScreen } from "@/components/batches/batch-screen";
import { BatchWords } from "@/components/batches/words";

export default function Page() {
  return (
    <BatchWords>
      <BatchScreen />
    </BatchWords>
  );
}
