import { ProfilesScreen } from "@/components/profiles/profiles-screen";
import { ProfileWords } from "@/components/profiles/words";

export default function Page() {
  return (
    <ProfileWords>
      <ProfilesScreen />
    </ProfileWords>
  );
}
