import { BatchesScreen } from "@/components/batches/batches-screen";
import { BatchWords } from "@/components/batches/words";

export default function Page() {
  return (
    <BatchWords>
      <BatchesScreen />
    </BatchWords>
  );
}
