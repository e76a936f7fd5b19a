import { TrashScreen } from "@/components/trash/trash-screen";
import { TrashWords } from "@/components/trash/words";

export default function Page() {
  return (
    <TrashWords>
      <TrashScreen />
    </TrashWords>
  );
}
