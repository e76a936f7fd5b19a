import { OperationScreen } from "@/components/operations/operation-screen";
import { OperationWords } from "@/components/operations/words";

export default function Page() {
  return (
    <OperationWords>
      <OperationScreen />
    </OperationWords>
  );
}
